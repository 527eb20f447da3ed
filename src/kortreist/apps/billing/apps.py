from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "kortreist.apps.billing"
    label = "billing"

    def ready(self) -> None:
        from kortreist.apps.billing.selectors.open_items import owed_by  # noqa: PLC0415
        from kortreist.apps.trading.debts import open_debts  # noqa: PLC0415

        open_debts(lambda hub_id, payer_id: owed_by(hub_id=hub_id, payer_id=payer_id))
