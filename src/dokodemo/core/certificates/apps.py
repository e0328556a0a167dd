from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "dokodemo.core.certificates"
    label = "certificates"

    def ready(self) -> None:
        from dokodemo.casework import effects
        from dokodemo.core.certificates import EFFECT
        from dokodemo.core.certificates.effect import ResidentRecord

        effects.register(EFFECT, ResidentRecord())
