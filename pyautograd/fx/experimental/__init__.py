"""``torch.fx.experimental``: what programs ask while nothing is traced."""
