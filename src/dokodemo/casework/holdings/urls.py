from django.urls import path

from dokodemo.casework.holdings.views import disposal, holds, records, register

urlpatterns = [
    path("disposal", disposal.runs, name="disposal"),
    path("disposal/<int:run_id>", disposal.run, name="disposal_run"),
    path("disposal/<int:run_id>/confirm", disposal.confirm, name="disposal_confirm"),
    path("disposal/<int:run_id>/drop", disposal.drop, name="disposal_drop"),
    path("disposal/holds", holds.holds, name="disposal_holds"),
    path("disposal/holds/<int:hold_id>/end", holds.end, name="disposal_hold_end"),
    path("disposal/records", records.records, name="disposal_records"),
    path("disposal/records/export", records.export, name="disposal_export"),
    path("holdings", register.files, name="holdings"),
    path("holdings/csv", register.csv_file, name="holdings_csv"),
    path("holdings/pdf", register.pdf_file, name="holdings_pdf"),
    path("holdings/<slug:file_id>", register.file, name="holdings_file"),
]
