"""A file on its way in: an error at its cell, a question answered, a word, the receipt, and the light that it makes."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
pytestmark = pytest.mark.browser

HEAD = "region,indicator,period,measure,value,unit,published,source\n"
TAIL = "亿斤,2013-12-19,国家统计局\n"
ROWS = "黑龙江省,粮食总产量,2013,level,{value}," + TAIL + "{place},粮食总产量,2013,level,999," + TAIL


def test_a_file_is_sent_corrected_answered_submitted_and_released(
    browser: Browser, releaser: Browser, drafts: str, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(f"{drafts}/uploads")
    wrong = tmp_path / "粮食.csv"
    wrong.write_text(HEAD + ROWS.format(value="一千多", place="龙江某地"), "gb18030")
    page.get_by_label("数据文件").set_input_files(wrong)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator("td.troubled").first).to_contain_text("一千多")
    expect(page.get_by_role("button", name="提交审核")).to_have_count(0)
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / "preview-zh-1440-light.png", full_page=True)
    page.get_by_role("button", name="撤回").click()

    wrong.write_text(HEAD + ROWS.format(value="1200.8", place="龙江某地"), "gb18030")
    page.get_by_label("数据文件").set_input_files(wrong)
    page.get_by_role("button", name="上传并预览").click()
    expect(page.locator("fieldset")).to_contain_text("龙江某地")
    page.get_by_role("button", name="按所选重新读取").click()
    expect(page.locator("fieldset")).to_have_count(0)
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status")).to_contain_text("已报送，待他人审核")
    number = page.url.rpartition("/")[2]

    other = releaser.new_page(viewport={"width": 1440, "height": 1000})
    other.goto(f"{drafts}/uploads/submissions/{number}")
    other.screenshot(path=PICTURES / "release-zh-1440-light.png", full_page=True)
    other.get_by_role("button", name="审核入库").click()
    expect(other.get_by_role("status")).to_contain_text("已审核入库：releaser")

    page.goto(f"{drafts}/documents/1")
    page.locator("a.quote", has_text="1300亿斤").click()
    page.get_by_role("button", name="确认").first.click()
    page.goto(drafts)
    page.get_by_role("link", name="1200.8亿斤").click()
    expect(page.locator("#cell")).to_have_text("1200.8")
