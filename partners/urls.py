"""Public addresses of partners and agreements, under the prefix of a language."""

from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("partners/", views.partner_list, name="partner_list"),
    path("partners/export.<export:extension>", views.partner_export, name="partner_export"),
    path("partners/<id:pk>-<str:slug>/", views.partner, name="partner"),
    path("regions/", views.region_list, name="region_list"),
    path("regions/export.<export:extension>", views.region_export, name="region_export"),
    path("agreements/", views.agreement_list, name="agreement_list"),
    path("agreements/export.<export:extension>", views.agreement_export, name="agreement_export"),
    path("agreements/<id:pk>-<str:slug>/", views.agreement, name="agreement"),
    path("agreements/<id:pk>/documents/<id:document>/<str:name>", views.document, name="document"),
]
