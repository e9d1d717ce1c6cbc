"""Read the real files beside the repository and print, file by file, what is right: scripts/bench uploads."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from messy import judge  # noqa: E402  (the tests' folder is no package)


def main() -> int:
    """Print one line a file; exit 1 where a true cell is not read."""
    folder = ROOT.parent / "shared" / "data" / "messy"
    if not folder.is_dir():
        print(f"{folder} is absent", file=sys.stderr)
        return 2
    true = right = 0
    print(f"{'file':58} {'right':>7} {'asked':>6} {'open':>5}  problems")
    for judged in judge(folder):
        true, right = true + judged.true, right + judged.right
        shown = f"{judged.right}/{judged.true}"
        print(f"{judged.name:58} {shown:>7} {judged.asked:>6} {judged.still_open:>5}  {' '.join(judged.problems)}")
        for entry, fault in judged.wrong:
            print(f"    {entry['row_label']} | {entry['column_label']} = {entry['value']}: {fault}")
    print(f"{right} of {true} true cells")
    return 0 if right == true else 1


if __name__ == "__main__":
    sys.exit(main())
