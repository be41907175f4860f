"""The sample site: a small news site of four invented outlets, served on loopback for the length of a run.

Its addresses are http://OUTLET.example/…, so that what is read from it is the same on every machine and in every run.
"""

from deployments.sample_site.server import Site, serve

__all__ = ["Site", "serve"]
