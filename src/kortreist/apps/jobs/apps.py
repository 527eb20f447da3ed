from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "kortreist.apps.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Every room's tasks.py registers what the worker can run.
        autodiscover_modules("tasks")
        import kortreist.apps.jobs.checks  # noqa: F401, PLC0415 - registers the system checks
