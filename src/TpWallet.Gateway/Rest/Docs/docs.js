"use strict";

const element = (tag, properties, ...children) => {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
};

const resolve = (document, value) => value.$ref ? value.$ref.slice(2).split("/").reduce((node, name) => node[name], document) : value;

// Numbers may exceed what JavaScript holds, so bodies are sent and answers shown as the text that they are.
const pretty = text => text.replace(/,"/g, ',\n  "').replace(/^\{/, "{\n  ").replace(/\}$/, "\n}");

function form(spec, path, method, operation) {
  const inputs = new Map();
  const table = element("table", {});
  for (const parameter of (operation.parameters ?? []).map(parameter => resolve(spec, parameter))) {
    const isName = parameter.name === "Idempotency-Key";
    const input = element("input", { value: isName ? crypto.randomUUID() : parameter.required ? parameter.example : "", size: 40 });
    inputs.set(parameter, input);
    table.append(element("tr", {}, element("td", {}, element("code", { textContent: parameter.name })), element("td", {}, input),
      element("td", { textContent: parameter.description })));
  }

  const content = operation.requestBody?.content["application/json"];
  const body = content && element("textarea", { value: JSON.stringify(content.example, null, 2), spellcheck: false });
  const answer = element("pre", { hidden: true });
  const send = element("button", { textContent: "Send", onclick: async () => {
    let url = path;
    const query = new URLSearchParams();
    const headers = {};
    for (const [parameter, input] of inputs) {
      if (parameter.in === "path") url = url.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
      else if (parameter.in === "header") headers[parameter.name] = input.value;
      else if (input.value) query.set(parameter.name, input.value);
    }
    const key = document.getElementById("key").value.trim();
    if (key) headers.Authorization = `Bearer ${key}`;
    if (body) headers["Content-Type"] = "application/json";
    answer.hidden = false;
    try {
      const response = await fetch(url + (query.size ? `?${query}` : ""), { method: method.toUpperCase(), headers, body: body?.value });
      const replayed = response.headers.get("Idempotency-Replayed") ? "  (replayed)" : "";
      answer.textContent = `${response.status} ${response.statusText}${replayed}\n${pretty(await response.text())}`;
    } catch (error) {
      answer.textContent = `No answer: ${error.message}. Send it again under the same Idempotency-Key.`;
    }
  } });

  return element("div", {}, table, ...(body ? [properties(content.schema), body] : []), send, answer);
}

function properties(schema) {
  const table = element("table", {});
  for (const [name, property] of Object.entries(schema.properties)) {
    const type = property.enum ? property.enum.join(" | ") : property.format ?? property.type;
    table.append(element("tr", {}, element("td", {}, element("code", { textContent: name + (schema.required.includes(name) ? " *" : "") })),
      element("td", { textContent: type }), element("td", { textContent: property.description })));
  }

  return element("details", {}, element("summary", { textContent: "members of the body (* required)" }), table);
}

async function show() {
  const spec = await (await fetch("/openapi/v1.json")).json();
  document.getElementById("description").textContent = spec.info.description;
  const list = document.getElementById("operations");
  for (const [path, methods] of Object.entries(spec.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const role = operation["x-role"] === "operator" ? " (operator)" : "";
      const entry = element("details", {}, element("summary", {}, element("b", { textContent: method.toUpperCase() }),
        element("code", { textContent: path }), ` ${operation.summary}${role}`));
      entry.addEventListener("toggle", () => entry.append(form(spec, path, method, operation)), { once: true });
      list.append(entry);
    }
  }
}

show();
