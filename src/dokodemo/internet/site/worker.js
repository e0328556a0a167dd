// Keeps the shell and nothing else. SHELL = {looks, offline, keptOnly, version} stands before this text (shell.py).
"use strict";
const NAME = `shell-${SHELL.version}`;

self.addEventListener("install", event => event.waitUntil(keep()));
self.addEventListener("activate", event => event.waitUntil(begin()));
self.addEventListener("fetch", event => {
  const request = event.request, address = new URL(request.url);
  if (address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, address));
  else if (request.method === "GET" && SHELL.looks.includes(address.pathname)) event.respondWith(look(request));
});

async function keep() {
  const cache = await caches.open(NAME);
  await cache.addAll(SHELL.looks);
  await keepOffline();
  await self.skipWaiting();
}

// With the reader's cookies: the page is in their language. Nothing on it is theirs.
async function keepOffline() {
  const answer = await fetch(SHELL.offline, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${SHELL.offline} answers ${answer.status}`);
  await (await caches.open(NAME)).put(SHELL.offline, answer);
}

async function begin() {
  for (const name of await caches.keys()) if (name !== NAME) await caches.delete(name);
  // Otherwise each page would wait until this worker has been started.
  if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
  await self.clients.claim();
}

async function look(request) {
  return (await caches.match(request)) || fetch(request);
}

// A page always comes from the network. What is sent is looked at only when it could not be sent.
async function page(event, address) {
  const request = event.request;
  const form = (request.headers.get("Content-Type") || "").startsWith("application/x-www-form-urlencoded");
  const sent = request.method === "POST" && form ? request.clone() : null;
  try {
    const answer = (await event.preloadResponse) || (await fetch(request));
    if (/^[/](language|furigana)[/]/.test(address.pathname)) event.waitUntil(keepOffline());
    return answer;
  } catch {
    return offline(request.method, address, sent && (await sent.formData()));
  }
}

// The kept page, with the part that fits. What was typed stands in it, to be sent again by one button; it is in no cache.
async function offline(method, address, form) {
  const kept = await caches.match(SHELL.offline);
  if (!kept) return Response.error();
  const wanted = method === "GET" ? "opened" : form ? "typed" : "lost";
  const html = (await kept.text())
    .replace(/<template data-when="(.+?)">([^]*?)<[/]template>/g, (_, when, part) => (when === wanted ? part : ""))
    .replace("<slot></slot>", () => (form ? fields(address.pathname, form) : ""));
  const headers = { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" };
  for (const name of ["Content-Security-Policy", "Referrer-Policy"]) headers[name] = kept.headers.get(name);
  return new Response(html, { status: 503, headers });
}

// Where a My Number is typed, only what the server would repeat as well.
function fields(path, form) {
  const rule = SHELL.keptOnly.find(([pattern]) => new RegExp(`^(?:${pattern})$`).test(path));
  const wanted = name => !rule || rule[1].includes(name) || name === "csrfmiddlewaretoken";
  return [...form].filter(([name, value]) => wanted(name) && typeof value === "string")
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join("");
}

function escaped(text) {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
}
