import django.contrib.postgres.fields
import django.db.models.functions.datetime
import rustok.ids
import rustok.tenancy.fields
from django.db import migrations, models

from rustok.tenancy.operations import Together


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_index', '0006_addresses'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='IndexContentListing',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('node_id', models.UUIDField()),
                    ('locale', models.CharField(max_length=16)),
                    ('group_id', models.UUIDField()),
                    ('kind', models.CharField(max_length=32)),
                    ('audience', models.IntegerField()),
                    ('pin', models.SmallIntegerField()),
                    ('sort_at', models.DateTimeField()),
                    ('activity_at', models.DateTimeField()),
                    ('score', models.IntegerField()),
                    ('position', models.IntegerField()),
                    ('is_solved', models.BooleanField()),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                ],
                options={
                    'db_table': 'index_content_listings',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'indexes': [models.Index(fields=['tenant', 'locale', 'group_id', 'kind', 'sort_at', 'node_id'], name='index_content_listings_t_ix'), models.Index(fields=['tenant', 'locale', 'group_id', 'kind', 'pin', 'activity_at', 'node_id'], name='index_content_listings_a_ix'), models.Index(fields=['tenant', 'locale', 'group_id', 'kind', 'score', 'node_id'], name='index_content_listings_s_ix'), models.Index(fields=['tenant', 'locale', 'group_id', 'kind', 'position', 'node_id'], name='index_content_listings_p_ix')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'node_id', 'locale', 'group_id'), name='index_content_listings_entity_uq')],
                },
            ),
            migrations.CreateModel(
                name='IndexContentPath',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('node_id', models.UUIDField()),
                    ('locale', models.CharField(max_length=16)),
                    ('path', models.CharField(db_collation='C', max_length=1000)),
                    ('is_current', models.BooleanField()),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                ],
                options={
                    'db_table': 'index_content_paths',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'indexes': [models.Index(fields=['tenant', 'path', 'locale'], name='index_content_paths_ix')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'node_id', 'locale', 'path'), name='index_content_paths_uq')],
                },
            ),
            migrations.CreateModel(
                name='IndexSection',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('locale', models.CharField(max_length=16)),
                    ('source_locale', models.CharField(max_length=16)),
                    ('is_fallback', models.BooleanField()),
                    ('stale', models.BooleanField()),
                    ('source_version', models.BigIntegerField()),
                    ('title', models.CharField(max_length=255)),
                    ('status', models.CharField(max_length=32)),
                    ('is_visible', models.BooleanField()),
                    ('search_text', models.TextField()),
                    ('meta_title', models.CharField(max_length=255, null=True)),
                    ('meta_description', models.CharField(max_length=500, null=True)),
                    ('document', models.JSONField()),
                    ('card', models.TextField()),
                    ('checksum', models.CharField(max_length=32)),
                    ('indexed_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                    ('section_id', models.UUIDField()),
                    ('kind', models.CharField(max_length=16)),
                    ('module', models.CharField(max_length=32)),
                    ('slug', models.CharField(db_collation='C', max_length=1000)),
                    ('former_slugs', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                    ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                    ('parent_id', models.UUIDField(null=True)),
                    ('path', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                    ('audience', models.IntegerField()),
                    ('position', models.IntegerField()),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                ],
                options={
                    'verbose_name': 'section document',
                    'db_table': 'index_sections',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'indexes': [models.Index(fields=['tenant', 'locale', 'kind', 'module', 'position', 'section_id'], name='index_sections_kind_ix')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'section_id', 'locale'), name='index_sections_entity_uq')],
                },
            ),
            migrations.CreateModel(
                name='IndexSectionSlug',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('section_id', models.UUIDField()),
                    ('locale', models.CharField(max_length=16)),
                    ('slug', models.CharField(db_collation='C', max_length=1000)),
                    ('kind', models.CharField(max_length=16)),
                    ('module', models.CharField(max_length=32)),
                    ('is_current', models.BooleanField()),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                ],
                options={
                    'db_table': 'index_section_slugs',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'indexes': [models.Index(fields=['tenant', 'kind', 'slug', 'locale'], name='index_section_slugs_ix')],
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'section_id', 'locale', 'slug'), name='index_section_slugs_uq')],
                },
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='activity_at',
                field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='audience',
                field=models.IntegerField(default=63),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='category_ids',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='depth',
                field=models.IntegerField(default=0),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='former_paths',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='is_featured',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='is_solved',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='number',
                field=models.IntegerField(null=True),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='pin',
                field=models.SmallIntegerField(default=0),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='related_ids',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='root_id',
                field=models.UUIDField(null=True),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='score',
                field=models.IntegerField(default=0),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='series_id',
                field=models.UUIDField(null=True),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='series_position',
                field=models.IntegerField(default=0),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='tag_ids',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
            ),
            migrations.AddField(
                model_name='indexcontent',
                name='thread',
                field=models.TextField(db_collation='C', default=''),
            ),
            migrations.AddIndex(
                model_name='indexcontent',
                index=models.Index(condition=models.Q(('root_id__isnull', False)), fields=['tenant', 'root_id', 'number'], name='index_content_number_ix'),
            ),
            migrations.AddIndex(
                model_name='indexcontent',
                index=models.Index(condition=models.Q(('root_id__isnull', False)), fields=['tenant', 'root_id', 'thread'], name='index_content_thread_ix'),
            ),
        ]),
    ]
