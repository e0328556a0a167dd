from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "dokodemo.internet.inbox"
    label = "inbox"

    def ready(self) -> None:
        from dokodemo.gateway import catalogs
        from dokodemo.internet.apply import proposing
        from dokodemo.internet.inbox import jobs, opening

        catalogs.when_in_force(jobs.look_for_changes)
        proposing.register(opening.told_lately)
