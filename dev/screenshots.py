"""Pictures of the main screens of the demo, as each role sees them.

screenshots.py ADDRESS FOLDER [PATTERN]: one PNG for each screen into the folder; with a
regular expression only the screens in whose name it is found.
"""

import os
import re
import sys
from pathlib import Path

from screens import SCREENS
from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PASSWORD = "demo"
HEIGHT = 1000
IDLE = """
return !document.querySelector('.o_blockUI, .o_loading_indicator')
    && Boolean(arguments[0].startsWith('/')
        ? document.evaluate(arguments[0], document, null, 9, null).singleNodeValue
        : document.querySelector(arguments[0]))
"""
SUBMIT = """
const form = document.querySelector('form.oe_login_form');
form.querySelector('[name=login]').value = arguments[0];
form.querySelector('[name=password]').value = arguments[1];
form.submit();
"""


class Browser:
    """A headless Chromium logged in as one user at a time."""

    def __init__(self, address):
        self.address = address
        options = webdriver.ChromeOptions()
        options.binary_location = "/usr/bin/chromium"
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-background-networking",
            "--lang=vi",
        ):
            options.add_argument(argument)
        languages = {"intl.accept_languages": "vi", "intl.selected_languages": "vi"}
        options.add_experimental_option("prefs", languages)
        clock = {**os.environ, "TZ": "Asia/Ho_Chi_Minh"}
        service = Service("/usr/bin/chromedriver", env=clock)
        self.driver = webdriver.Chrome(options, service)
        self.login = None

    def enter(self, login):
        """Log in, unless this user is in already."""
        if login == self.login:
            return
        self.driver.delete_all_cookies()
        self.driver.get(f"{self.address}/web/login")
        # the page offers known users first and hides its form behind them
        self.driver.execute_script(SUBMIT, login, PASSWORD)
        # the first page of a new database waits for its assets
        self.wait(".o_main_navbar, .o_navbar", 240)
        self.login = login

    def wait(self, selector, seconds=40):
        """Wait until the client is idle and the selector is there."""
        waiting = WebDriverWait(self.driver, seconds, poll_frequency=0.1)
        waiting.until(lambda driver: driver.execute_script(IDLE, selector))

    def click(self, what):
        """Click a selector, a path, or a form's button by its name."""
        selector = what if what[0] in ".[/" else f"button[name={what}]:not(.d-none)"
        self.wait(selector)
        how = By.XPATH if what[0] == "/" else By.CSS_SELECTOR
        element = self.driver.find_element(how, selector)
        self.driver.execute_script("arguments[0].click()", element)
        self.settle()

    def settle(self):
        """Let what the click caused come to an end."""
        self.driver.execute_async_script("setTimeout(arguments[0], 900)")
        self.wait("body")

    def take(self, screen, folder):
        """Go there, click, and write the picture."""
        self.enter(screen.login)
        self.driver.set_window_size(screen.width, HEIGHT)
        self.driver.get(f"{self.address}/odoo/{screen.path}")
        self.wait(".o_action_manager .o_view_controller, .o_action_manager .o_content")
        self.settle()
        for what in screen.clicks:
            self.click(what)
        if self.driver.find_elements(By.CSS_SELECTOR, "iframe.o_edoc_preview"):
            self.driver.execute_async_script("setTimeout(arguments[0], 1500)")
        self.driver.save_screenshot(str(folder / f"{screen.name}.png"))


def main(address, folder, pattern=""):
    """Take all pictures; return the number of screens that failed."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    browser = Browser(address)
    failed = 0
    try:
        for screen in SCREENS:
            if not re.search(pattern, screen.name):
                continue
            try:
                browser.take(screen, folder)
                print(screen.name, flush=True)
            except TimeoutException:
                failed += 1
                browser.driver.save_screenshot(
                    str(folder / f"{screen.name}.failed.png")
                )
                print(f"{screen.name}: the page did not get there", flush=True)
    finally:
        browser.driver.quit()
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
