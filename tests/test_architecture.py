"""Hold the import rules of the house."""

import subprocess
import sys

from importlinter.cli import lint_imports


def test_import_contracts_are_kept():
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_vocabulary_loads_neither_torch_nor_qt():
    code = (
        "import sys, model, daw_bridge, presets, gui, gui.__main__, gui.commands; "
        "heavy = {'torch', 'PyQt6', 'sounddevice'} & set(sys.modules); "
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_contracts_go_red_when_a_rule_is_broken(tmp_path):
    (tmp_path / "low.py").write_text("import high\n")
    (tmp_path / "high.py").write_text("")
    (tmp_path / "rules.toml").write_text(
        '[tool.importlinter]\nroot_packages = ["low", "high"]\n'
        '[[tool.importlinter.contracts]]\nname = "layers"\ntype = "layers"\n'
        'layers = ["high", "low"]\n'
    )
    code = "from importlinter.cli import lint_imports; import sys; "
    code += "sys.exit(lint_imports(config_filename='rules.toml', no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True)
    assert done.returncode != 0
