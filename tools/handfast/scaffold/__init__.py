"""A new project in the layout of this one: planned as a map of texts, then written where nothing stood before."""

from handfast.scaffold.plan import Project as Project
from handfast.scaffold.plan import Start as Start
from handfast.scaffold.plan import example as example
from handfast.scaffold.plan import plan_project as plan_project
from handfast.scaffold.plan import stored_name as stored_name
from handfast.scaffold.write import write_missing as write_missing
from handfast.scaffold.write import write_project as write_project
from handfast.scaffold.write import writing_missing as writing_missing
