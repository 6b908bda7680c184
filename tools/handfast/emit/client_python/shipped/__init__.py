"""What every generated client ships as it stands here: declarations, spelling, bodies, replies and sending."""
