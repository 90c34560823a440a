"""Pages of learning paths, under /o/<organisation>/courses/."""

from django.urls import path

from courses.views import paths, paths_write

_PATH = "paths/<slug:path>"
_STEP = f"{_PATH}/courses/<slug:step>"
urlpatterns = [
    path("paths/", paths.path_list, name="path-list"),
    path("paths/new/", paths_write.path_create, name="path-create"),
    path("paths/write/", paths_write.path_write_list, name="path-write-list"),
    path(f"{_PATH}/", paths.path_detail, name="path-detail"),
    path(f"{_PATH}/start/", paths.path_start, name="path-start"),
    path(f"{_PATH}/leave/", paths.path_leave, name="path-leave"),
    path(f"{_STEP}/take/", paths.path_take, name="path-take"),
    path(f"{_PATH}/edit/", paths_write.path_edit, name="path-edit"),
    path(f"{_PATH}/settings/", paths_write.path_settings, name="path-settings"),
    path(f"{_PATH}/publish/", paths_write.path_publish, name="path-publish"),
    path(f"{_PATH}/unpublish/", paths_write.path_unpublish, name="path-unpublish"),
    path(f"{_PATH}/put-away/", paths_write.path_put_away, name="path-put-away"),
    path(f"{_PATH}/bring-back/", paths_write.path_bring_back, name="path-bring-back"),
    path(f"{_PATH}/courses/", paths_write.step_add, name="path-step-add"),
    path(f"{_STEP}/change/", paths_write.step_change, name="path-step-change"),
    path(f"{_STEP}/move/", paths_write.step_move, name="path-step-move"),
    path(f"{_STEP}/remove/", paths_write.step_remove, name="path-step-remove"),
    path(f"{_PATH}/people/", paths_write.path_people, name="path-people"),
    path(f"{_PATH}/people/<slug:member>/end/", paths_write.member_end, name="path-member-end"),
    path(
        f"{_PATH}/assignments/<slug:assignment>/end/", paths_write.assignment_end, name="path-assignment-end"
    ),
]
