"""``torch.hub``: nothing is downloaded here."""


def _refused(name):
    def refuse(*args, **kwargs):
        raise NotImplementedError(f"torch.hub.{name}: models and files are not downloaded; save them to a file and use torch.load")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


for _name in ("load", "list", "help", "download_url_to_file", "load_state_dict_from_url", "get_dir", "set_dir"):
    globals()[_name] = _refused(_name)
