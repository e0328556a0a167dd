from django.db import connection

from dokodemo.gateway.messages import Message, handles


@handles("application.submitted", 1)
@handles("application.state", 1)
def write_down(message: Message) -> None:
    """No uniqueness here: a message applied twice shows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO probe (stream, sequence, n, bytes) VALUES (%s, %s, %s, %s)",
            [message.stream, message.sequence, message.body["n"], len(message.tail)],
        )
