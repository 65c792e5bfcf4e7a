from . import incoming_steps, incoming_upload, outgoing_steps
