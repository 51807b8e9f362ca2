"""Makes the pictures of models in docs/seeing_inside.md.

``python docs/pictures/make_model_pictures.py``: needs the extras "plot" and "test", and
Chromium with its driver (Debian: ``apt install chromium chromium-driver``) for pages.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path

import graph
import kerasish
from kerasish import layers

HERE = Path(__file__).parent
#: of the window of the browser
SIZE = (1180, 760)


def digits_model():
    """Handwritten digits by a small residual network, two models inside a model."""
    image = kerasish.Input((8, 8, 1), name="image")
    stem = kerasish.Sequential(
        [
            kerasish.Input((8, 8, 1)),
            layers.Conv2D(16, 3, padding="same", name="stem_conv"),
            layers.BatchNormalization(name="stem_norm"),
            layers.ReLU(name="stem_relu"),
        ],
        name="stem",
    )
    x = kerasish.Input((8, 8, 16), name="x")
    y = layers.Conv2D(16, 3, padding="same", activation="relu", name="conv_1")(x)
    y = layers.Conv2D(16, 3, padding="same", name="conv_2")(y)
    residual = kerasish.Model(x, layers.Add(name="add")([x, y]), name="residual")
    y = layers.GlobalAveragePooling2D(name="pool")(residual(stem(image)))
    y = layers.Dense(10, activation="softmax", name="digit")(y)
    return kerasish.Model(image, y, name="digits")


def trained_digits():
    """The model after a few epochs, and its images."""
    kerasish.utils.set_random_seed(0)
    (x, y), _ = kerasish.datasets.digits.load_data()
    x = x.reshape(-1, 8, 8, 1).astype("float32") / x.max()
    model = digits_model()
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=6, verbose=0)
    return model, x


def plots(model) -> None:
    """Layers by `plot_model`, ops by `graph.draw`."""
    kerasish.utils.plot_model(
        model,
        HERE / "plot_model.png",
        show_shapes=True,
        show_layer_names=True,
        show_layer_activations=True,
        expand_nested=True,
        dpi=72,
    )
    small = kerasish.Sequential(
        [kerasish.Input((4,)), layers.Dense(8, activation="relu", name="hidden")],
        name="net",
    )
    graph.draw(small, HERE / "draw.png", dpi=96)
    resnet = kerasish.applications.ResNet50(weights=None)
    kerasish.utils.plot_model(
        resnet, HERE / "resnet50.svg", show_shapes=True, show_layer_names=True
    )


@contextlib.contextmanager
def browser():
    """Chromium without a window."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("headless=new", "no-sandbox", "hide-scrollbars"):
        options.add_argument(f"--{argument}")
    driver = webdriver.Chrome(
        options=options, service=Service(shutil.which("chromedriver"))
    )
    try:
        yield driver
    finally:
        driver.quit()


def resize(driver, size=SIZE) -> None:
    """The size of the window's inside."""
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1}
    metrics["mobile"] = False
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)


def take(driver, name: str) -> None:
    """A picture of what the window shows."""
    driver.save_screenshot(str(HERE / name))


def pages(driver, model, images, folder: Path) -> None:
    """The summary as a notebook shows it, and the page of `Model.explore`."""
    summary = f"<meta charset=utf-8><body>{model._repr_html_()}"
    (folder / "summary.html").write_text(summary, encoding="utf-8")
    driver.get((folder / "summary.html").as_uri())
    resize(driver, (500, 370))
    take(driver, "summary.png")
    resize(driver)

    model.explore(folder / "digits.html", images)
    driver.get((folder / "digits.html").as_uri())
    driver.find_element("css selector", "#colour option[value=ms]").click()
    driver.find_element("id", "fit").click()
    take(driver, "explore_time.png")
    driver.find_element("css selector", "#colour option[value=kind]").click()
    driver.find_element("css selector", "#layers tr:nth-child(6)").click()
    take(driver, "explore_weights.png")

    resnet = kerasish.applications.ResNet50(weights=None)
    resnet.explore(folder / "resnet50.html")
    driver.get((folder / "resnet50.html").as_uri())
    driver.find_element("id", "search").send_keys("conv4_block1_0_conv", "\n")
    take(driver, "explore_resnet50.png")


def main() -> None:
    model, images = trained_digits()
    plots(model)
    with tempfile.TemporaryDirectory() as folder, browser() as driver:
        pages(driver, model, images, Path(folder))


if __name__ == "__main__":
    main()
