"""Who looks at the record of looks: alarms judged from the trail, answered by the chief, reported to the auditor; and the
answer to who asks who has seen their data."""
