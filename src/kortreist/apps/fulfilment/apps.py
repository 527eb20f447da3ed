from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "kortreist.apps.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        from kortreist.apps.fulfilment.services.stockroom import HubStockroom  # noqa: PLC0415
        from kortreist.apps.trading.stockroom import open_stockroom  # noqa: PLC0415

        open_stockroom(HubStockroom())

        from kortreist.apps.fulfilment.web.annexes import purchase_deviations  # noqa: PLC0415
        from kortreist.apps.ui import annexes  # noqa: PLC0415

        annexes.register("trading.purchase", purchase_deviations)
