"""Lists of offices: separators, shared prefixes, shared tails."""

import pytest

from targets.offices import is_office, read_offices


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("省工业和信息化厅、商务厅、发展改革委", "省工业和信息化厅 省商务厅 省发展改革委"),
        (
            "省财政厅、江南银监局、证监局、保监局和省农业厅、林业厅",
            "省财政厅 江南银监局 江南证监局 江南保监局 省农业厅 省林业厅",
        ),
        ("省政府办公厅、法制办、省民政厅", "省政府办公厅 省政府法制办 省民政厅"),
        ("省农委，长宁、安平、临河市政府、北川县政府", "省农委 长宁市政府 安平市政府 临河市政府 北川县政府"),
        ("省商务厅和各省辖市、省直管县（市）政府", "省商务厅 各省辖市政府 省直管县（市）政府"),
        ("国家发展改革委、财政部、人民银行", "国家发展改革委 财政部 人民银行"),
        ("市住房和城乡建设局、公用事业局等部门", "市住房和城乡建设局 市公用事业局"),
        ("市市场监管局、城管局", "市市场监管局 市城管局"),
        ("自治区发展改革委、水利厅", "自治区发展改革委 自治区水利厅"),
        ("民政局 卫健局 江湾街道", "民政局 卫健局 江湾街道"),
        ("白石县财政局、教育局", "白石县财政局 白石县教育局"),
        ("市文广新局、临河广播电视台", "市文广新局 临河广播电视台"),
    ],
)
def test_prefixes_and_tails_are_distributed_as_the_language_means_it(text: str, names: str) -> None:
    assert read_offices(text)[0] == tuple(names.split())


@pytest.mark.parametrize("name", ["省发改委", "县供电公司", "各乡镇（街道）", "市残联", "供电所", "国家税务总局"])
def test_names_of_offices_are_known_by_their_endings(name: str) -> None:
    assert is_office(name) or name.startswith("各")


@pytest.mark.parametrize("text", ["新建公路五公里", "生产总值增长", "厅", ""])
def test_other_words_are_no_offices(text: str) -> None:
    assert not is_office(text)
