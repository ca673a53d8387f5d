"""``python -m pyautograd``: run a PyTorch program, or describe the installation."""
from ._runner import main

if __name__ == "__main__":
    main()
