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

  // Boxes left empty, and choices left as they were, would fill the address bar with `age=&radius_m=5000`.
  const says = (field) => field.value !== "" && field.value !== field.dataset.default;

  document.addEventListener("htmx:config:request", (event) => {
    const { body, form } = event.detail.ctx.request;
    if (!form || !body?.delete) return;
    for (const field of form.querySelectorAll("input, select")) {
      if (field.name && !says(field)) body.delete(field.name);
    }
  });

  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "get") return;
    for (const field of event.target.querySelectorAll("input, select")) {
      if (says(field) || !field.name) continue;
      const { name } = field;
      field.removeAttribute("name");
      setTimeout(() => field.setAttribute("name", name));
    }
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
})();
