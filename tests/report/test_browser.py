"""The page in a browser: it asks for nothing, complains about nothing; its filter works by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.report.conftest import Watched

Written = Callable[[int, int], Path]

CONTRAST = """
() => {
  const curve = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const channel = (value) => curve(value / 255);
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!own || node.closest("svg, script") || !node.getClientRects().length) continue;
    const [one, other] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) low.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(low)];
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_asks_for_nothing_fits_and_can_be_read(
    browser: Browser, written: Written, scheme: str, width: int
) -> None:
    seen = Watched(browser, written(3, 9), color_scheme=scheme, viewport={"width": width, "height": 800})
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.evaluate(CONTRAST) == []
    assert seen.trouble == []
    seen.page.close()


def test_the_filter(browser: Browser, written: Written) -> None:
    seen = Watched(browser, written(3, 9))
    page = seen.page
    shown = "#list > article:visible"
    assert page.locator(shown).count() == 9
    page.get_by_label("errors (3)").uncheck()
    assert page.locator(shown).count() == 6
    page.get_by_label("Code").select_option("DRIFT005")
    assert page.locator(shown).count() == 3
    page.get_by_label("Code").select_option("")
    page.locator("select[name=operation]").select_option(index=2)
    assert page.locator("output").text_content() == "3 of 9 findings"
    page.get_by_label("Text").fill("SPEC051 onerror")
    assert page.locator("output").text_content() == "3 of 9 findings"
    page.get_by_label("Text").fill("nothing like this")
    assert page.locator("#no-match").is_visible()
    assert seen.trouble == []
    page.close()


def test_the_filter_by_keyboard(browser: Browser, written: Written) -> None:
    seen = Watched(browser, written(3, 9))
    seen.page.locator("#filter input").first.focus()
    seen.page.keyboard.press("Space")
    assert seen.page.locator("#list > article:visible").count() == 6
    for _ in range(3):
        seen.page.keyboard.press("Tab")
    assert seen.page.evaluate("document.activeElement.name") == "code"
    seen.page.close()


def test_without_scripts_everything_is_there_to_read(browser: Browser, written: Written) -> None:
    seen = Watched(browser, written(3, 9), java_script_enabled=False)
    assert seen.page.locator("#list > article:visible").count() == 9
    assert not seen.page.locator("#filter").is_visible()
    seen.page.close()


def test_a_code_leads_to_its_explanation(browser: Browser, written: Written) -> None:
    seen = Watched(browser, written(3, 3))
    seen.page.locator("a.code").first.click()
    assert seen.page.locator("details[open]").get_attribute("id") == "FUZZ010"
    seen.page.close()


def test_a_printed_page_leaves_the_filter_out(browser: Browser, written: Written) -> None:
    seen = Watched(browser, written(3, 3))
    seen.page.emulate_media(media="print")
    assert not seen.page.locator("#filter").is_visible()
    assert seen.page.locator("#list > article:visible").count() == 3
    seen.page.close()


def test_a_thousand_operations_are_there_at_once(browser: Browser, written: Written) -> None:
    seen = Watched(browser, written(1_000, 500))
    assert seen.page.locator(".operations tbody tr").count() == 1_000
    seen.page.get_by_label("Text").fill("/items499/")
    assert seen.page.locator("output").text_content() == "1 of 500 findings"
    assert seen.trouble == []
    seen.page.close()
