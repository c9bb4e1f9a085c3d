"""The first start: one page that leaves a working desk."""
