"""The sandbox as one ASGI application: each gateway under a path of its own."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from synthai.embedded.sandbox.gateway import SandboxGateway


def build(gateways: list[SandboxGateway]) -> Starlette:
    """Mount each gateway at /<code>/, with its switches for tests at /control/<code>/."""
    by_code = {gateway.code: gateway for gateway in gateways}

    async def control(request: Request) -> Response:
        gateway = by_code.get(request.path_params["code"])
        if gateway is None:
            return JSONResponse({"error": "There is no such gateway here."}, status_code=404)
        if request.method == "POST":
            gateway.faults.set(await request.json())
        return JSONResponse({"faults": gateway.faults.as_dict(), "log": gateway.log, **gateway.shown()})

    routes = [
        Route("/control/{code}/", control, methods=["GET", "POST"]),
        *(Mount(f"/{gateway.code}", routes=gateway.routes()) for gateway in gateways),
    ]
    return Starlette(routes=routes)
