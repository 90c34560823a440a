"""An organisation sells one thing to one buyer in its own name. Other apps come in by `orders`, `refunding` and `coupons`."""
