"""Modules of settings."""
import pickle
import sys
import types

import pytest

import pyautograd as torch
from pyautograd.utils._config_module import Config, install_config_module


@pytest.fixture
def settings(monkeypatch):
    monkeypatch.setenv("SETTINGS_FORCED", "1")
    module = types.ModuleType("settings_of_a_test")
    exec(
        "class inner:\n    deep = 1\nflag = True\nitems = [1]\n_private = 2\n_save_config_ignore = ['ignored']\nignored = 3\n"
        "forced = Config(default=False, env_name_force='SETTINGS_FORCED')\nold = Config(default=5, deprecated=True, deprecation_message='is not needed')\n"
        "other = Config(alias='settings_of_a_test.flag')\n",
        {**vars(module), "Config": Config, "__name__": module.__name__}, vars(module),
    )  # fmt: skip
    monkeypatch.setitem(sys.modules, module.__name__, module)
    install_config_module(module)
    return module


def test_settings_are_read_and_set(settings):
    assert settings.flag is True and settings.inner.deep == 1 and settings.forced is True and settings.other is True
    settings.flag, settings.inner.deep = False, 2
    settings.items.append(2)
    assert (settings.flag, settings.inner.deep, settings.other, settings.items) == (False, 2, False, [1, 2])
    assert "settings_of_a_test.flag = False" in settings.codegen_config() and not settings.is_default("items")
    with pytest.raises(AttributeError, match="settings_of_a_test.none does not exist"):
        settings.none = 1
    del settings.flag
    assert not hasattr(settings, "flag")
    with pytest.warns(FutureWarning, match="settings_of_a_test.old is deprecated and is not needed"):
        assert settings.old == 5
    assert settings.get_type("items") is list


def test_settings_are_patched_for_a_while(settings):
    with settings.patch("flag", 1), settings.patch({"items": []}):
        with settings.patch(flag=2):
            assert settings.flag == 2
        assert settings.flag == 1 and settings.items == []
    assert settings.flag is True and settings.items == [1]
    assert settings.patch(flag=7)(lambda: settings.flag)() == 7
    with pytest.raises(AttributeError, match="does not exist"):
        settings.patch(none=1).__enter__()


def test_settings_are_saved(settings):
    before, kept = settings.get_hash(), settings.save_config()
    settings.items, settings.ignored = [9], 9
    assert settings.get_hash() != before and "ignored" not in pickle.loads(kept)
    settings.load_config(kept)
    assert settings.items == [1] and settings.ignored == 9 and settings.get_hash() == before
    assert "_private" in settings.get_config_copy() and "_private" not in settings.save_config_portable()


def test_those_of_the_library():
    import pyautograd.fx.experimental._config as config
    from pyautograd._functorch import config as compilers

    with config.patch(translation_validation=True):
        assert config.translation_validation
    assert not config.translation_validation and compilers.activation_memory_budget == 1.0
    with pytest.raises(NotImplementedError, match="torch.functorch.compile.aot_function: compilers of graphs"):
        __import__("pyautograd.functorch.compile").functorch.compile.aot_function(torch.sin)
