// Loads the page anew for another session, gives the keyboard to the terminal, and tells "too many tabs" from "ended".
for (const button of document.querySelectorAll("button.again")) {
  button.addEventListener("click", () => window.location.reload());
}
const toTerminal = () => document.querySelector(".xterm-helper-textarea")?.focus();
window.addEventListener("focus", toTerminal);
new MutationObserver(async () => {
  const page = document.body.classList;
  if (page.contains("-closed")) {
    if (page.contains("-first-byte")) {
      document.querySelector(".closed .again").focus();
      return;
    }
    const answer = await fetch("room", { cache: "no-store" });
    if (answer.status === 503) page.add("-full");
  } else if (page.contains("-first-byte")) {
    toTerminal();
  }
}).observe(document.body, { attributes: true, attributeFilter: ["class"] });
