// Shows the OpenAPI description with Swagger UI, and sends the form token with calls that are tried on the page.
window.addEventListener("DOMContentLoaded", () => {
  // Swagger UI has dark colours of its own: they follow the choice that theme.js keeps.
  const root = document.documentElement;
  const follow = () => root.classList.toggle("dark-mode", root.dataset.bsTheme === "dark");
  new MutationObserver(follow).observe(root, { attributeFilter: ["data-bs-theme"] });
  follow();
  const place = document.getElementById("api-docs");
  const token = place.querySelector("[name=csrfmiddlewaretoken]").value;
  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    validatorUrl: null,
    requestInterceptor: (request) => {
      request.headers["X-CSRFToken"] = token;
      return request;
    },
  });
});
