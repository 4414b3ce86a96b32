// The start page of all apps, which stands without a kernel: its theme button, its user menu, the counts of the day, saved questions, and what stands around a print-out.

for (const part of document.querySelectorAll("[data-ci-theme]")) part.addEventListener("click", switchTheme);
for (const part of document.querySelectorAll("[data-ci-keys]")) switchSingleKeys(part);
const userButton = document.querySelector(".ci-user");
if (userButton) menuButton(userButton, userButton.nextElementSibling);
dayCounts(document);
questionTiles(document);
framePrints(() => document.body.dataset.ciPrinted, () => document.documentElement.lang);
// Whoever comes back has done something meanwhile.
addEventListener("pageshow", (event) => event.persisted && location.reload());
