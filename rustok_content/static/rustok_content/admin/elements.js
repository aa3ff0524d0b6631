// What the scripts of the editors' pages share: elements, questions to the server, and words for those who listen.
"use strict";

globalThis.rustok = (() => {
  function make(tag, className = "", text = "") {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  function icon(name) {
    const element = make("span", "material-symbols-outlined", name);
    element.setAttribute("aria-hidden", "true");
    return element;
  }

  /** A small button with a picture, and words for the pointer and for those who listen. */
  function tool(name, label, onClick, { enabled = true, keys = "" } = {}) {
    const button = make("button", "rustok-block-tool");
    button.type = "button";
    button.title = keys ? `${label} (${keys})` : label;
    button.disabled = !enabled;
    button.dataset.tool = label;
    button.setAttribute("aria-label", label);
    button.append(icon(name));
    button.addEventListener("click", onClick);
    return button;
  }

  /** A button with words, and a picture before them. */
  function button(label, onClick, { name = "", className = "rustok-button" } = {}) {
    const found = make("button", className);
    found.type = "button";
    if (name) found.append(icon(name));
    found.append(label);
    found.addEventListener("click", onClick);
    return found;
  }

  function labelled(name, ...inputs) {
    const label = make("label", "rustok-block-field");
    label.append(make("span", "rustok-block-label", name), ...inputs);
    return label;
  }

  function line(value, change) {
    const input = make("input", "rustok-block-input");
    input.value = value ?? "";
    input.addEventListener("input", () => change(input.value));
    return input;
  }

  const heading = (name) => (name.charAt(0).toUpperCase() + name.slice(1)).replaceAll("_", " ");

  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  /** Ask the server; a fault of the network or an ended session is an Error that says so. */
  async function ask(url, { data, form, signal } = {}) {
    const asked = { signal, headers: { Accept: "application/json" } };
    if (data !== undefined || form !== undefined) {
      asked.method = "POST";
      asked.headers["X-CSRFToken"] = token();
      asked.body = form ?? JSON.stringify(data);
      if (data !== undefined) asked.headers["Content-Type"] = "application/json";
    }
    let answer;
    try {
      answer = await fetch(url, asked);
    } catch (fault) {
      if (fault.name === "AbortError") throw fault;
      throw new Error("The server does not answer. What you typed is still here.");
    }
    if (answer.status === 403) throw new Error("Your role does not allow this.");
    if (answer.redirected || answer.headers.get("Content-Type")?.startsWith("text/html")) {
      throw new Error("You are no longer signed in. Sign in in another tab, then go on here.");
    }
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.detail ?? found.title ?? "That did not work.");
    return found;
  }

  let status;
  /** Say something to those who listen instead of looking. */
  function say(text) {
    if (!status) {
      status = make("p", "sr-only");
      status.setAttribute("role", "status");
      document.body.append(status);
    }
    status.textContent = text;
  }

  /** Call once it has been quiet for a while. */
  function later(pause, call) {
    let waiting;
    return (...given) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => call(...given), pause);
    };
  }

  /** A value that only scripts write: whoever warns of unsaved changes hears of it. */
  function write(field, value) {
    if (field.value === value) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** An address as Markdown takes it between round brackets. */
  const bracketed = (address) => address.replace(/[()\s<>]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

  return { make, icon, tool, button, labelled, line, heading, ask, say, later, write, bracketed };
})();
