"""Models with the tables and columns of esmond's."""

from django.conf import settings
from django.db import models


class CidrField(models.Field):
    def db_type(self, connection):
        return "cidr"


class PSMetadata(models.Model):
    metadata_key = models.SlugField(max_length=128, unique=True)
    subject_type = models.CharField(max_length=128)
    checksum = models.CharField(max_length=128, unique=True)

    class Meta:
        db_table = "ps_metadata"


class PSPointToPointSubject(models.Model):
    tool_name = models.CharField(max_length=128)
    source = models.GenericIPAddressField(db_index=True)
    destination = models.GenericIPAddressField(db_index=True)
    measurement_agent = models.GenericIPAddressField()
    input_source = models.CharField(max_length=128)
    input_destination = models.CharField(max_length=128)
    metadata = models.OneToOneField(PSMetadata, on_delete=models.CASCADE)

    class Meta:
        db_table = "ps_p2p_subject"


class PSNetworkElementSubject(models.Model):
    tool_name = models.CharField(max_length=128)
    source = models.GenericIPAddressField(db_index=True)
    measurement_agent = models.GenericIPAddressField()
    input_source = models.CharField(max_length=128)
    metadata = models.OneToOneField(PSMetadata, on_delete=models.CASCADE)

    class Meta:
        db_table = "ps_networkelement_subject"


class PSEventTypes(models.Model):
    event_type = models.CharField(max_length=128, db_index=True)
    summary_type = models.CharField(max_length=128)
    summary_window = models.BigIntegerField()
    time_updated = models.DateTimeField(null=True)
    metadata = models.ForeignKey(PSMetadata, on_delete=models.CASCADE)

    class Meta:
        db_table = "ps_event_types"


class PSMetadataParameters(models.Model):
    parameter_key = models.CharField(max_length=128, db_index=True)
    parameter_value = models.TextField()
    metadata = models.ForeignKey(PSMetadata, on_delete=models.CASCADE)

    class Meta:
        db_table = "ps_metadata_parameters"


class UserIpAddress(models.Model):
    ip = CidrField(unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)

    class Meta:
        db_table = "useripaddress"
