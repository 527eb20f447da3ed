from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "kortreist.apps.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        from kortreist.apps.fulfilment.services.stockroom import HubStockroom  # noqa: PLC0415
        from kortreist.apps.trading.stockroom import open_stockroom  # noqa: PLC0415

        open_stockroom(HubStockroom())
