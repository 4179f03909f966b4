"""The tables of the hall."""

import crm.models.user
import crm.records.ids
import crm.records.permissions
import django.contrib.auth.validators
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


def sort_by_code_point(apps, schema_editor):
    """Compare folded names by code point, as SQLite does, so that both engines give the same order and use the index."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE crm_directoryentry ALTER COLUMN sort_name TYPE varchar(300) COLLATE "C"')


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The id of this record in another system, for imports.",
                        max_length=200,
                        verbose_name="external id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("name", models.CharField(max_length=160, verbose_name="full name")),
                (
                    "username",
                    models.CharField(
                        error_messages={"unique": "Somebody has this user name already."},
                        max_length=60,
                        unique=True,
                        validators=[django.contrib.auth.validators.UnicodeUsernameValidator()],
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="work email")),
                ("job_title", models.CharField(blank=True, max_length=100)),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="work phone")),
                ("mobile", models.CharField(blank=True, max_length=50)),
                (
                    "time_zone",
                    models.CharField(default="UTC", max_length=64, validators=[crm.models.user.validate_time_zone]),
                ),
                (
                    "formats",
                    models.CharField(
                        choices=[
                            ("en-gb", "English (United Kingdom): 31/12/2026"),
                            ("en", "English (United States): 12/31/2026"),
                            ("en-ie", "English (Ireland): 31/12/2026"),
                            ("en-au", "English (Australia): 31/12/2026"),
                            ("en-ca", "English (Canada): 2026-12-31"),
                        ],
                        default="en-gb",
                        max_length=10,
                        verbose_name="language and formats",
                    ),
                ),
                (
                    "theme",
                    models.CharField(
                        choices=[("system", "As my system"), ("light", "Light"), ("dark", "Dark")],
                        default="system",
                        max_length=10,
                    ),
                ),
                (
                    "density",
                    models.CharField(
                        choices=[("comfortable", "Comfortable"), ("compact", "Compact")],
                        default="comfortable",
                        max_length=12,
                    ),
                ),
                (
                    "page_size",
                    models.PositiveSmallIntegerField(
                        choices=[(10, "10"), (25, "25"), (50, "50"), (100, "100")],
                        default=25,
                        verbose_name="rows per page",
                    ),
                ),
                ("start_page", models.CharField(blank=True, max_length=60)),
                ("shortcuts_on", models.BooleanField(default=True, verbose_name="single-key shortcuts")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=160)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The id of this record in another system, for imports.",
                        max_length=200,
                        verbose_name="external id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("email", models.EmailField(blank=True, db_index=True, max_length=254)),
                ("email2", models.EmailField(blank=True, max_length=254, verbose_name="other email")),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="work phone")),
                ("phone2", models.CharField(blank=True, max_length=50, verbose_name="other phone")),
                ("fax", models.CharField(blank=True, max_length=50)),
                (
                    "website",
                    models.CharField(
                        blank=True,
                        help_text="https://…",
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                ("street", models.TextField(blank=True, max_length=300)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("region", models.CharField(blank=True, max_length=100, verbose_name="state or region")),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(blank=True, max_length=100)),
                ("other_street", models.TextField(blank=True, max_length=300)),
                ("other_city", models.CharField(blank=True, max_length=100)),
                ("other_region", models.CharField(blank=True, max_length=100, verbose_name="other state or region")),
                ("other_postal_code", models.CharField(blank=True, max_length=20)),
                ("other_country", models.CharField(blank=True, max_length=100)),
                ("do_not_email", models.BooleanField(default=False, verbose_name="no email")),
                ("do_not_bulk_email", models.BooleanField(default=False, verbose_name="no mass mailings")),
                ("do_not_phone", models.BooleanField(default=False, verbose_name="no phone calls")),
                ("do_not_fax", models.BooleanField(default=False, verbose_name="no fax")),
                ("do_not_mail", models.BooleanField(default=False, verbose_name="no letters")),
                ("description", models.TextField(blank=True, max_length=2000)),
                ("account_number", models.CharField(blank=True, max_length=40)),
                (
                    "customer_type",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("competitor", "Competitor"),
                            ("consultant", "Consultant"),
                            ("customer", "Customer"),
                            ("influencer", "Influencer"),
                            ("investor", "Investor"),
                            ("partner", "Partner"),
                            ("press", "Press"),
                            ("prospect", "Prospect"),
                            ("reseller", "Reseller"),
                            ("supplier", "Supplier"),
                            ("vendor", "Vendor"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "industry",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accounting", "Accounting"),
                            ("agriculture", "Agriculture"),
                            ("construction", "Construction"),
                            ("consulting", "Consulting"),
                            ("education", "Education"),
                            ("energy", "Energy and utilities"),
                            ("finance", "Finance"),
                            ("food", "Food and drink"),
                            ("government", "Government"),
                            ("health", "Health"),
                            ("hospitality", "Hospitality"),
                            ("insurance", "Insurance"),
                            ("legal", "Legal services"),
                            ("manufacturing", "Manufacturing"),
                            ("media", "Media"),
                            ("non_profit", "Non-profit"),
                            ("real_estate", "Real estate"),
                            ("retail", "Retail"),
                            ("technology", "Technology"),
                            ("transport", "Transport and logistics"),
                            ("wholesale", "Wholesale"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="number of employees")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="crm.account",
                        verbose_name="parent account",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The id of this record in another system, for imports.",
                        max_length=200,
                        verbose_name="external id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("email", models.EmailField(blank=True, db_index=True, max_length=254)),
                ("email2", models.EmailField(blank=True, max_length=254, verbose_name="other email")),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="work phone")),
                ("phone2", models.CharField(blank=True, max_length=50, verbose_name="other phone")),
                ("fax", models.CharField(blank=True, max_length=50)),
                (
                    "website",
                    models.CharField(
                        blank=True,
                        help_text="https://…",
                        max_length=300,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                    ),
                ),
                ("street", models.TextField(blank=True, max_length=300)),
                ("city", models.CharField(blank=True, max_length=100)),
                ("region", models.CharField(blank=True, max_length=100, verbose_name="state or region")),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(blank=True, max_length=100)),
                ("other_street", models.TextField(blank=True, max_length=300)),
                ("other_city", models.CharField(blank=True, max_length=100)),
                ("other_region", models.CharField(blank=True, max_length=100, verbose_name="other state or region")),
                ("other_postal_code", models.CharField(blank=True, max_length=20)),
                ("other_country", models.CharField(blank=True, max_length=100)),
                ("do_not_email", models.BooleanField(default=False, verbose_name="no email")),
                ("do_not_bulk_email", models.BooleanField(default=False, verbose_name="no mass mailings")),
                ("do_not_phone", models.BooleanField(default=False, verbose_name="no phone calls")),
                ("do_not_fax", models.BooleanField(default=False, verbose_name="no fax")),
                ("do_not_mail", models.BooleanField(default=False, verbose_name="no letters")),
                ("description", models.TextField(blank=True, max_length=2000)),
                ("salutation", models.CharField(blank=True, max_length=20)),
                ("first_name", models.CharField(blank=True, max_length=100)),
                ("last_name", models.CharField(max_length=160)),
                (
                    "name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.db.models.functions.text.Trim(
                            django.db.models.functions.text.Concat("first_name", models.Value(" "), "last_name")
                        ),
                        output_field=models.CharField(max_length=261),
                    ),
                ),
                ("job_title", models.CharField(blank=True, max_length=100)),
                ("department", models.CharField(blank=True, max_length=100)),
                ("mobile", models.CharField(blank=True, max_length=50)),
                ("assistant", models.CharField(blank=True, max_length=160)),
                ("assistant_phone", models.CharField(blank=True, max_length=50)),
                ("spouse", models.CharField(blank=True, max_length=160)),
                ("birthday", models.DateField(blank=True, null=True)),
                (
                    "gender",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("female", "Female"),
                            ("male", "Male"),
                            ("non_binary", "Non-binary"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "preferred_contact",
                    models.CharField(
                        choices=[
                            ("any", "Any"),
                            ("email", "Email"),
                            ("phone", "Phone"),
                            ("fax", "Fax"),
                            ("mail", "Letter"),
                        ],
                        default="any",
                        max_length=10,
                        verbose_name="preferred way of contact",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where this person works.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="crm.account",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "reports_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to="crm.contact",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="account",
            name="primary_contact",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="crm.contact"
            ),
        ),
        migrations.CreateModel(
            name="DirectoryEntry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("type_key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=300)),
                ("detail", models.CharField(max_length=600)),
                ("is_active", models.BooleanField()),
                ("is_restricted", models.BooleanField()),
                ("sort_name", models.CharField(max_length=300)),
                ("search_text", models.TextField()),
                (
                    "guard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="guarded", to="crm.directoryentry"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "directory entries",
                "ordering": ["sort_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("verb", models.CharField(max_length=60)),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("changes", models.JSONField(default=list)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="EventSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.UUIDField()),
                ("type_key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=300)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="subjects", to="crm.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("importer", models.CharField(max_length=80)),
                ("file_hash", models.CharField(max_length=64)),
                ("options_hash", models.CharField(max_length=64)),
                ("file_name", models.CharField(max_length=300)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("outcome", models.CharField(max_length=10)),
                ("record_id", models.UUIDField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="crm.importrun"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Reader",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="readers", to="crm.directoryentry"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Recent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="crm.directoryentry"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="recents", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Team",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=160)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The id of this record in another system, for imports.",
                        max_length=200,
                        verbose_name="external id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("description", models.TextField(blank=True, max_length=2000)),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.team",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[("read", "Read"), ("change", "Read and change")], default="read", max_length=10
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("shared_at", models.DateTimeField(auto_now_add=True)),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="shares", to="crm.directoryentry"
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.team",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("type_key", models.CharField(max_length=80)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=2000)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="crm.team",
                    ),
                ),
            ],
            options={
                "ordering": [django.db.models.functions.text.Lower("name"), "id"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(default=crm.records.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=160)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "external_id",
                    models.CharField(
                        blank=True,
                        help_text="The id of this record in another system, for imports.",
                        max_length=200,
                        verbose_name="external id",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                ("text", models.TextField(max_length=20000)),
                ("is_private", models.BooleanField(default=False, verbose_name="private")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="crm.directoryentry"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="crm.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="crm.team"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="directoryentry",
            name="team",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="crm.team"
            ),
        ),
        migrations.AddField(
            model_name="contact",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.team"
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.team"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="team",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="crm.team"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="teams",
            field=models.ManyToManyField(related_name="members", through="crm.Membership", to="crm.team"),
        ),
        migrations.CreateModel(
            name="AccessLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_key", models.CharField(max_length=80, verbose_name="record type")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("view", "view"),
                            ("connect", "connect"),
                            ("change", "change"),
                            ("delete", "delete"),
                            ("assign", "assign"),
                            ("export", "export"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "none"), (1, "own"), (2, "team"), (3, "all")], default=0
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="access_levels",
                        to="auth.group",
                        verbose_name="role",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "type_key", "verb"), name="crm_access_level_is_once"),
                    models.CheckConstraint(
                        condition=models.Q(("level__lte", crm.records.permissions.Level["ALL"])),
                        name="crm_access_level_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DefaultView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("type_key", models.CharField(max_length=80)),
                ("view", models.CharField(max_length=40)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="default_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "type_key"), name="crm_default_view_is_one")],
            },
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor", "-at"], name="crm_event_actor"),
        ),
        migrations.AddIndex(
            model_name="eventsubject",
            index=models.Index(fields=["record_id", "-event"], name="crm_event_subject_record"),
        ),
        migrations.AddConstraint(
            model_name="eventsubject",
            constraint=models.UniqueConstraint(fields=("event", "record_id"), name="crm_event_subject_is_once"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                fields=("importer", "file_hash", "options_hash", "started_by"), name="crm_import_run_is_one_per_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="importedrow",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="crm_imported_row_is_once"),
        ),
        migrations.AddConstraint(
            model_name="reader",
            constraint=models.UniqueConstraint(fields=("record", "user"), name="crm_reader_is_once"),
        ),
        migrations.AddIndex(
            model_name="recent",
            index=models.Index(fields=["user", "-seen_at"], name="crm_recent_seen"),
        ),
        migrations.AddConstraint(
            model_name="recent",
            constraint=models.UniqueConstraint(fields=("user", "record"), name="crm_recent_is_once"),
        ),
        migrations.AddIndex(
            model_name="team",
            index=models.Index(fields=["owner", "is_active"], name="crm_team_owner"),
        ),
        migrations.AddIndex(
            model_name="team",
            index=models.Index(fields=["team", "is_active"], name="crm_team_team"),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="crm_team_external_id_is_unique",
                violation_error_message="Another record has this external id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="crm_team_version_counts_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="team",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"),
                name="crm_team_name_is_unique",
                violation_error_message="A team has this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("team__isnull", False), ("user", None)),
                    models.Q(("team", None), ("user__isnull", False)),
                    _connector="OR",
                ),
                name="crm_share_has_one_grantee",
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                condition=models.Q(("team", None)), fields=("record", "user"), name="crm_share_with_user_is_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="share",
            constraint=models.UniqueConstraint(
                condition=models.Q(("user", None)), fields=("record", "team"), name="crm_share_with_team_is_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                models.F("owner"),
                models.F("type_key"),
                django.db.models.functions.text.Lower("name"),
                name="crm_saved_view_name_is_unique",
                violation_error_message="You have a view of this name already.",
            ),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["owner", "is_active"], name="crm_note_owner"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["team", "is_active"], name="crm_note_team"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="crm_note_external_id_is_unique",
                violation_error_message="Another record has this external id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="crm_note_version_counts_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(fields=("user", "team"), name="crm_membership_is_once"),
        ),
        migrations.AddIndex(
            model_name="directoryentry",
            index=models.Index(fields=["sort_name", "id"], name="crm_directory_sort_name"),
        ),
        migrations.AddIndex(
            model_name="directoryentry",
            index=models.Index(fields=["type_key", "sort_name", "id"], name="crm_directory_type"),
        ),
        migrations.AddIndex(
            model_name="directoryentry",
            index=models.Index(fields=["owner", "id"], name="crm_directory_owner"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["owner", "is_active"], name="crm_contact_owner"),
        ),
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(fields=["team", "is_active"], name="crm_contact_team"),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="crm_contact_external_id_is_unique",
                violation_error_message="Another record has this external id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="crm_contact_version_counts_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reports_to", None), models.Q(("reports_to", models.F("id")), _negated=True), _connector="OR"
                ),
                name="crm_contact_does_not_report_to_itself",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["owner", "is_active"], name="crm_account_owner"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["team", "is_active"], name="crm_account_team"),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="crm_account_external_id_is_unique",
                violation_error_message="Another record has this external id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="crm_account_version_counts_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent", None), models.Q(("parent", models.F("id")), _negated=True), _connector="OR"
                ),
                name="crm_account_is_not_its_own_parent",
            ),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["owner", "is_active"], name="crm_user_owner"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(fields=["team", "is_active"], name="crm_user_team"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_id", ""), _negated=True),
                fields=("external_id",),
                name="crm_user_external_id_is_unique",
                violation_error_message="Another record has this external id.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("version__gte", 1)), name="crm_user_version_counts_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="crm_user_email_is_unique",
                violation_error_message="Somebody has this email already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner", models.F("id"))), name="crm_user_owns_itself"
            ),
        ),
        migrations.RunPython(sort_by_code_point, migrations.RunPython.noop),
    ]
