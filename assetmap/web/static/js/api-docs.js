// The description of the API as a page with forms, made by Swagger UI.
const place = document.getElementById("api-docs");

// Swagger UI would fill every field with its example, and so ask for what nothing matches.
const withExamplesSaid = (description) => {
  for (const { get } of Object.values(description.paths)) {
    for (const parameter of get.parameters) {
      parameter.description += ` Such as: ${parameter.example}`;
      delete parameter.example;
    }
  }
  return description;
};

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
    // There is one server: the one that this page comes from. What the API is stands above, script or not.
    ServersContainer: () => () => null,
    InfoContainer: () => () => null,
  },
});

fetch(place.dataset.description)
  .then((answer) => answer.json())
  .then((description) =>
    SwaggerUIBundle({
      domNode: place,
      spec: withExamplesSaid(description),
      plugins: [accessible],
      // Nothing is sent to swagger.io.
      validatorUrl: null,
      supportedSubmitMethods: ["get"],
      tryItOutEnabled: true,
      syntaxHighlight: false,
      defaultModelsExpandDepth: -1,
    }),
  );
