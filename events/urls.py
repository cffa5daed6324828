"""Public addresses of events, under the prefix of a language."""

from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("events/", views.event_list, name="event_list"),
    path("events/calendar.ics", views.calendar_of_all, name="calendar"),
    path("events/export.<export:extension>", views.event_export, name="event_export"),
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/export.<export:extension>", views.statistics_export, name="statistics_export"),
    path("events/<id:pk>-<str:slug>/", views.event, name="event"),
    path("events/<id:pk>-<str:slug>/calendar.ics", views.calendar_of_one, name="event_calendar"),
]
