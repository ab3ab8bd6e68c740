// The description of the API as a page with forms, made by Swagger UI.
const place = document.getElementById("api-docs");

// Swagger UI gives its fields no names that a screen reader could say.
const named = (name) => (Original, system) => (props) =>
  system.React.createElement(
    "label",
    { className: "am-api-label" },
    system.React.createElement("span", { className: "govuk-visually-hidden" }, name(props)),
    system.React.createElement(Original, props),
  );

const accessible = () => ({
  wrapComponents: {
    JsonSchemaForm: named((props) => props.description),
    contentType: named(() => "Format of the answer"),
    // There is one server: the one that this page comes from.
    ServersContainer: () => () => null,
  },
});

SwaggerUIBundle({
  domNode: place,
  url: place.dataset.description,
  plugins: [accessible],
  // Nothing is sent to swagger.io.
  validatorUrl: null,
  supportedSubmitMethods: ["get"],
  tryItOutEnabled: true,
  syntaxHighlight: false,
  defaultModelsExpandDepth: -1,
});
