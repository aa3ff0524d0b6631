"""An example module: questions to the shop and their answers. Written after the guide "Writing a module"."""
