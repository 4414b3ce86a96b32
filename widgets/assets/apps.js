// The start page of all apps, which stands without a kernel: its theme button and its user menu.

for (const part of document.querySelectorAll("[data-ci-theme]")) part.addEventListener("click", switchTheme);
const userButton = document.querySelector(".ci-user");
if (userButton) menuButton(userButton, userButton.nextElementSibling);
