// What a page does better with a script: search as choices change, and errors shown as their own pages.
(() => {
  "use strict";

  // An answer that is no page of results (an error) is shown whole, as it would be without a script.
  document.addEventListener("htmx:before:swap", (event) => {
    const response = event.detail.ctx?.response;
    if (response && response.status >= 400) {
      event.preventDefault();
      window.location.assign(event.detail.ctx.request.action);
    }
  });

  // Boxes left empty would fill the address bar with `age=&part=`.
  document.addEventListener("htmx:config:request", (event) => {
    const request = event.detail.ctx?.request;
    if (!request?.action || String(request.method).toUpperCase() !== "GET") return;
    const address = new URL(request.action, window.location.href);
    for (const [name, value] of [...address.searchParams]) {
      if (value === "") address.searchParams.delete(name, value);
    }
    request.action = address.pathname + address.search;
  });

  // Whoever cannot see that the list has changed is told what was found.
  document.addEventListener("htmx:after:swap", () => {
    const heading = document.querySelector("[data-announce]");
    const announcement = document.getElementById("announcement");
    if (heading && announcement) announcement.textContent = heading.textContent;
  });

  // Ticking a box or choosing from a list searches at once; words wait for Enter or the button.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[hx-get]");
    if (form && event.target.matches("input[type=checkbox], select")) form.requestSubmit();
  });

  // Whoever came from a search goes back to that search, not to an empty one.
  const back = document.querySelector(".govuk-back-link");
  const before = document.referrer ? new URL(document.referrer) : null;
  if (back && before?.origin === window.location.origin && before.pathname === back.pathname && before.search) {
    back.href = before.href;
    back.textContent = "Back to results";
  }

  document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("input, select")) {
      if (event.target.method === "get" && field.value === "" && field.name) {
        field.dataset.name = field.name;
        field.removeAttribute("name");
        setTimeout(() => field.setAttribute("name", field.dataset.name));
      }
    }
  });
})();
