from django.apps import AppConfig


class SampleConfig(AppConfig):
    name = "tests.rustok.tenancy.sample"
    label = "rustok_sample"
