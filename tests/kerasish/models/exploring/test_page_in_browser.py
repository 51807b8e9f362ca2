"""The page in headless Chromium: it draws, opens, finds, zooms, and runs no names."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

import kerasish
from kerasish import layers

webdriver = pytest.importorskip("selenium.webdriver")
BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    BROWSER is None or DRIVER is None, reason="needs chromium and chromium-driver"
)
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    from selenium.webdriver.chrome.service import Service

    path = tmp_path_factory.mktemp("page") / "page.html"
    model().explore(path, np.ones((8, 4), "float32"))
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("headless=new", "no-sandbox", "window-size=1200,900"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(DRIVER))
    yield browser, path.as_uri()
    browser.quit()


@pytest.fixture
def opened(page):
    browser, address = page
    browser.get(address)
    return browser


def model():
    """A model in a model, a block, and a name that would be code."""
    x = kerasish.Input((4,), name="x")
    inner = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(4, name="hidden")], name="inner"
    )
    y = inner(x)
    for name in ("block1_a", "block1_b", "block1_c"):
        y = layers.Dense(4, name=name)(y)
    y = layers.Add(name="sum")([x, y])
    last = layers.Dense(1, name="last")
    found = kerasish.Model(x, last(y), name=HOSTILE)
    last.name = HOSTILE
    return found


def texts(browser, selector):
    return [e.text for e in browser.find_elements("css selector", selector)]


def names(browser):
    return [t.lstrip("▾▸ ") for t in texts(browser, "#view .title")]


def click(browser, selector):
    browser.find_element("css selector", selector).click()


def test_everything_is_drawn_and_nothing_runs_or_fails(opened):
    assert sorted(names(opened)) == sorted(
        [*("x", "inner", "hidden", "block1", "block1_a", "block1_b", "block1_c")]
        + ["sum", HOSTILE]
    )
    assert opened.find_element("id", "title").text == f"{HOSTILE} (Functional)"
    assert opened.find_elements("css selector", "img, iframe") == []
    assert len(texts(opened, "#layers tbody tr")) == 7
    assert "Time" in opened.find_element("css selector", "#layers thead").text
    assert opened.get_log("browser") == []


def test_boxes_do_not_overlap(opened):
    boxes = opened.execute_script(
        "return [...document.querySelectorAll('#view .node > rect')].map("
        "(r) => ['x', 'y', 'width', 'height'].map((a) => +r.getAttribute(a)))"
    )
    assert len(boxes) == 7
    for i, (x, y, w, h) in enumerate(boxes):
        for x2, y2, w2, h2 in boxes[i + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y


def test_frames_close_and_open(opened):
    click(opened, "#collapse")
    assert sorted(names(opened)) == sorted(["x", "inner", "block1", "sum", HOSTILE])
    click(opened, "[data-key='f0']")
    assert "hidden" in names(opened)
    assert opened.find_element("css selector", "#panel h2").text == "inner"
    click(opened, ".frame[data-key='f0'] .head")
    assert "hidden" not in names(opened)
    click(opened, "#expand")
    assert len(names(opened)) == 9


def test_a_layer_shows_its_weights(opened):
    click(opened, "#view [data-key='n1']")
    panel = opened.find_element("id", "panel").text
    assert "hidden" in panel and "kernel" in panel and "(4, 4) float32" in panel
    assert len(opened.find_elements("css selector", ".histogram rect")) == 40
    click(opened, "#back")
    assert opened.find_element("css selector", "#panel h2").text == "Layers"


def test_search_opens_what_it_finds(opened):
    click(opened, "#collapse")
    field = opened.find_element("id", "search")
    field.send_keys("BLOCK1_B")
    assert opened.find_element("id", "matches").text == "1 found"
    assert len(opened.find_elements("css selector", "#view .found")) == 1
    field.send_keys("\n")
    assert "block1_b" in names(opened)
    assert opened.find_element("css selector", "#panel h2").text == "block1_b"
    field.send_keys(" nothing")
    assert opened.find_element("id", "matches").text == "0 found"


def test_zoom_and_drag(opened):
    view = "return document.querySelector('#view svg > g').getAttribute('transform')"
    before = opened.execute_script(view)
    click(opened, "#in")
    larger = opened.execute_script(view)
    assert larger != before
    graph = opened.find_element("css selector", "#view svg")
    actions = webdriver.ActionChains(opened, duration=20)
    actions.move_to_element_with_offset(graph, -200, 0)
    actions.click_and_hold().move_by_offset(40, 30).release().perform()
    dragged = opened.execute_script(view)
    assert dragged != larger
    webdriver.ActionChains(opened).scroll_by_amount(0, 0).perform()
    opened.execute_script(
        "document.querySelector('#view svg').dispatchEvent("
        "new WheelEvent('wheel', {deltaY: -200, clientX: 300, clientY: 300}))"
    )
    assert opened.execute_script(view) != dragged
    click(opened, "#fit")
    assert opened.get_log("browser") == []


def test_rows_sort_and_colours_follow_numbers(opened):
    def sort_by(number):
        click(opened, f"#layers th:nth-child({number})")
        return texts(opened, "#layers tbody tr td:first-child")

    unsorted = texts(opened, "#layers tbody tr td:first-child")
    assert sort_by(1) == sorted(unsorted) != unsorted
    numbers = [int(t) for t in texts(opened, "#layers td:nth-child(3)")]
    sort_by(3)
    shown = [int(t) for t in texts(opened, "#layers td:nth-child(3)")]
    assert shown == sorted(numbers, reverse=True)
    click(opened, "#layers tbody tr:last-child")
    click(opened, "#colour option[value=parameters]")
    fills = opened.execute_script(
        "return [...document.querySelectorAll('#view .node > rect')].map("
        "(r) => r.getAttribute('fill'))"
    )
    assert len(set(fills)) > 1
