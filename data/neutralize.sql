-- A copy for tests neither sends nor fetches anything, and knows no secret.
UPDATE edi_backend
   SET active = FALSE
 WHERE backend_type_id IN (SELECT id FROM edi_backend_type WHERE code = 'edoc');
DELETE FROM edoc_channel_secret;
DELETE FROM edoc_direct_key;
UPDATE edi_backend SET edoc_axis_system_id = NULL, edoc_axis_url = NULL;
UPDATE edoc_contact_point SET scan_folder = NULL;
