"""The sandbox as one ASGI application: each gateway under a path of its own."""

from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from synthai.embedded.sandbox.gateway import SandboxGateway


@dataclass
class Remembering:
    """What a request changed is written down before its answer begins, so that what was answered is not forgotten."""

    app: ASGIApp
    gateway: SandboxGateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        changes = scope["type"] == "http" and scope["method"] != "GET"

        async def answer(message: Message) -> None:
            if changes and message["type"] == "http.response.start":
                self.gateway.remember()  # in this thread: the played Stripe changes its objects in it
            await send(message)

        await self.app(scope, receive, answer)


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
        *(
            Mount(f"/{gateway.code}", app=Remembering(Router(routes=gateway.routes()), gateway))
            for gateway in gateways
        ),
    ]
    return Starlette(routes=routes)
