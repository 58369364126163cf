"""Debian's Chromium, driven by Debian's chromium-driver."""
import shutil

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.chrome.service import Service

from .waiting import PATIENCE, eventually

#: Names under .test are this machine; nothing else resolves, so the browser cannot reach out.
RESOLVER_RULES = "MAP *.test 127.0.0.1, EXCLUDE localhost, EXCLUDE 127.0.0.1, MAP * ~NOTFOUND"


class Browser:
    """One browser with a profile of its own."""

    def __init__(self, directory):
        options = webdriver.ChromeOptions()
        options.binary_location = _program("chromium")
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-proxy-server",
            f"--host-resolver-rules={RESOLVER_RULES}",
            f"--user-data-dir={directory}",
        ):
            options.add_argument(argument)
        self._driver = webdriver.Chrome(options=options, service=Service(_program("chromedriver")))
        self._driver.set_page_load_timeout(PATIENCE)
        self._driver.set_script_timeout(PATIENCE)

    def open(self, url):
        self._driver.get(url)

    def text(self, element_id):
        return self._driver.find_element(By.ID, element_id).text

    def click(self, element_id):
        self._driver.find_element(By.ID, element_id).click()

    def wait_for_text(self, element_id, wanted):
        eventually(lambda: wanted in self.text(element_id), f"{wanted!r} in #{element_id}")

    def evaluate(self, expression):
        """The value of a JavaScript expression, which may be a promise."""
        script = f"const done = arguments[0]; Promise.resolve({expression}).then(done, e => done(String(e)))"
        return self._driver.execute_async_script(script)

    def close(self):
        self._driver.quit()


def _program(name):
    path = shutil.which(name)
    assert path, f"{name} is missing: apt-get install chromium chromium-driver"
    return path
