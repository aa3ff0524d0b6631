"use strict";

SwaggerUIBundle({
  url: document.getElementById("swagger-ui").dataset.schema,
  dom_id: "#swagger-ui",
  deepLinking: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  // No badge from an outside validator.
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
