"""The addresses. None of them carries anything of a case but its place in the list."""

from __future__ import annotations

from django.urls import path

from ketenzicht.web.coding import pages

urlpatterns = [
    path("<str:secret>/", pages.all_files),
    path("<str:secret>/dossier/<int:number>/", pages.one_file),
    path("<str:secret>/dossier/<int:number>/keuze/<int:aside>", pages.choice),
]
handler404 = "ketenzicht.web.coding.pages.not_found"
handler500 = "ketenzicht.web.coding.pages.server_error"
