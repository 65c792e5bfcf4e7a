"""Pictures of the main screens of the demo, as each role sees them.

screenshots.py ADDRESS FOLDER [WORD]: one PNG for each screen into the folder; with a
word only the screens whose name holds it.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from selenium import webdriver
from selenium.common.exceptions import TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PASSWORD = "demo"
WIDTH, HEIGHT = 1600, 1000
ROW = ".o_data_row .o_data_cell:nth-child(3)"
CARD = ".o_kanban_record:not(.o_kanban_ghost)"
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


@dataclass(frozen=True, slots=True)
class Screen:
    """One picture: who looks, which address, what he clicks before.

    :param clicks: CSS selectors, XPaths, or names of buttons, clicked in turn
    """

    name: str
    login: str
    path: str
    clicks: tuple[str, ...] = ()
    width: int = WIDTH


def menu(name):
    """Return the selector of a menu of the addon."""
    return f"[data-menu-xmlid='l10n_vn_edoc.{name}']"


def row(text):
    """Return the path of the row of a list that shows ``text``."""
    return f"//tr[contains(@class, 'o_data_row')][contains(., '{text}')]/td[3]"


SCREENS = (
    Screen("01-van-thu-cho-luu-tru", "vanthu", "documents-to-register"),
    Screen("02-van-thu-van-ban-den", "vanthu", "documents-to-register", (ROW,)),
    Screen(
        "03-van-thu-vao-so",
        "vanthu",
        "documents-to-register",
        (ROW, "action_open_register"),
    ),
    Screen(
        "04-van-thu-kiem-tra-ky-so",
        "vanthu",
        "documents-to-register",
        (ROW, "[name=signatures]"),
    ),
    Screen("05-van-thu-tat-ca-den", "vanthu", "incoming-documents"),
    Screen("06-van-thu-goi-tin", "vanthu", "document-packets"),
    Screen(
        "07-van-thu-tra-lai",
        "vanthu",
        "documents-to-register",
        (ROW, "action_open_refuse"),
    ),
    Screen(
        "08-van-thu-khong-ket-luan-duoc",
        "vanthu",
        "documents-to-register",
        (row("1001/"),),
    ),
    Screen(
        "09-mot-lan-kiem-tra",
        "vanthu",
        "documents-to-register",
        (
            ROW,
            "[name=signatures]",
            ".o_field_widget[name=verification_ids] .o_data_cell",
        ),
    ),
    Screen("06-van-thu-mot-goi-tin", "vanthu", "document-packets", (ROW,)),
    Screen("10-giam-doc-cho-phan-phoi", "giamdoc", "documents-to-distribute"),
    Screen(
        "11-giam-doc-phan-phoi",
        "giamdoc",
        "documents-to-distribute",
        (ROW, "action_open_distribute"),
    ),
    Screen("12-giam-doc-cho-ky", "giamdoc", "documents-to-sign", (ROW,)),
    Screen(
        "13-giam-doc-ky-so", "giamdoc", "documents-to-sign", (ROW, "action_open_sign")
    ),
    Screen("20-truong-phong-cho-xu-ly", "tp.qltm", "documents-to-assign", (ROW,)),
    Screen(
        "21-truong-phong-phan-cong",
        "tp.qltm",
        "documents-to-assign",
        (ROW, "action_open_assign"),
    ),
    Screen("30-chuyen-vien-dang-xu-ly", "cv.qlnl", "documents-to-handle", (ROW,)),
    Screen("31-chuyen-vien-du-thao", "cv.qlnl", "outgoing-documents/new"),
    Screen("32-chuyen-vien-du-thao-cua-toi", "cv.qlcn", "my-drafts", (ROW,)),
    Screen(
        "33-chuyen-vien-vi-tri-ky-so",
        "cv.qlcn",
        "my-drafts",
        (ROW, "action_open_placement"),
    ),
    Screen("34-chuyen-vien-bi-tra-lai", "cv.ktat", "my-drafts", (ROW,)),
    Screen(
        "35-giam-doc-xem-vi-tri-ky-so",
        "giamdoc",
        "documents-to-sign",
        (ROW, "action_open_placement"),
    ),
    Screen(
        "36-vi-tri-ky-so-dien-thoai",
        "cv.qlcn",
        "my-drafts",
        (CARD, "action_open_placement"),
        420,
    ),
    Screen("40-van-thu-cho-lay-so", "vanthu", "documents-to-number", (ROW,)),
    Screen("41-van-thu-van-ban-di", "vanthu", "outgoing-documents"),
    Screen(
        "42-van-thu-da-phat-hanh",
        "vanthu",
        "outgoing-documents",
        (ROW, "[name=recipients]"),
    ),
    Screen("43-van-thu-so", "vanthu", "document-registers"),
    Screen("50-quan-tri-phong-ban", "quantri", "document-departments"),
    Screen("51-quan-tri-phong", "quantri", "document-departments", (ROW,)),
    Screen("52-quan-tri-thiet-bi", "quantri", "signing-tokens", (row("con dấu SCT"),)),
    Screen("53-quan-tri-co-quan", "quantri", "document-agencies"),
    Screen("54-quan-tri-loai-van-ban", "quantri", "document-types"),
    Screen("55-quan-tri-mot-loai", "quantri", "document-types", (ROW,)),
    Screen(
        "56-quan-tri-nguoi-dung",
        "quantri",
        "users",
        (row("Trần Quang Vinh"), ".nav-link[name=edoc]"),
    ),
    Screen(
        "57-quan-tri-kenh",
        "quantri",
        "incoming-documents",
        (menu("edoc_config_menu"), menu("edi_backend_menu"), row("Trục")),
    ),
    Screen(
        "58-giu-con-dau-ban-giao", "vanthu", "signing-tokens", (row("con dấu SCT"),)
    ),
    Screen("59-nguoi-nhan-con-dau", "luutru", "signing-tokens", (row("con dấu SCT"),)),
    Screen("60-don-vi-van-ban-di", "giamdoc.ttkc", "outgoing-documents", (ROW,)),
    Screen("70-luu-tru-van-ban-den", "luutru", "incoming-documents"),
    Screen(
        "71-bao-cao",
        "giamdoc",
        "incoming-documents",
        (menu("edoc_report_menu"), menu("edoc_exchange_report_menu")),
    ),
    Screen(
        "72-bao-cao-tren-man-hinh",
        "giamdoc",
        "incoming-documents",
        (
            menu("edoc_report_menu"),
            menu("edoc_exchange_report_menu"),
            "action_show",
        ),
    ),
    Screen(
        "73-van-thu-dua-van-ban-vao",
        "vanthu",
        "incoming-documents",
        (menu("edoc_incoming_menu"), menu("edoc_incoming_menu_upload")),
    ),
    Screen("80-dien-thoai", "giamdoc", "documents-to-distribute", (), 420),
)


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
        self.wait(".o_main_navbar, .o_navbar")
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


def main(address, folder, word=""):
    """Take all pictures; return the number of screens that failed."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    browser = Browser(address)
    failed = 0
    try:
        for screen in SCREENS:
            if word not in screen.name:
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
