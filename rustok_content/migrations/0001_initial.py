import django.db.models.deletion
import rustok.ids
import rustok.tenancy.fields
import rustok_content.dto.nodes
from django.db import migrations, models

from rustok.tenancy.operations import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Category',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                    ('slug', models.CharField(max_length=200)),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('parent', rustok.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='rustok_content.category')),
                ],
                options={
                    'verbose_name_plural': 'categories',
                    'db_table': 'categories',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'slug'), name='categories_tenant_slug_uq')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='CategoryTranslation',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                    ('locale', models.CharField(max_length=16)),
                    ('name', models.CharField(max_length=255)),
                    ('category', rustok.tenancy.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='rustok_content.category')),
                ],
                options={
                    'db_table': 'category_translations',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'category', 'locale'), name='category_translations_locale_uq')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Node',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey(hash_partitions=8)),
                    ('kind', models.CharField(max_length=32)),
                    ('author_id', models.UUIDField(blank=True, null=True)),
                    ('status', models.CharField(choices=[('draft', 'Draft'), ('published', 'Published'), ('archived', 'Archived')], default=rustok_content.dto.nodes.NodeStatus['DRAFT'], max_length=16)),
                    ('source_locale', models.CharField(max_length=16)),
                    ('text_version', models.PositiveIntegerField(default=1, editable=False)),
                    ('position', models.PositiveIntegerField(default=0)),
                    ('depth', models.PositiveIntegerField(default=0, editable=False)),
                    ('reply_count', models.PositiveIntegerField(default=0, editable=False)),
                    ('metadata', models.JSONField(blank=True, default=dict)),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('category', rustok.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='nodes', to='rustok_content.category')),
                    ('parent', rustok.tenancy.fields.TenantForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='rustok_content.node')),
                ],
                options={
                    'db_table': 'nodes',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'published', 'archived'])), name='nodes_status_ck')],
                    'indexes': [models.Index(fields=['tenant', 'kind', 'status', 'id'], name='nodes_kind_status_ix'), models.Index(fields=['tenant', 'parent', 'position'], name='nodes_parent_position_ix')],
                },
            ),
            migrations.CreateModel(
                name='Body',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                    ('locale', models.CharField(max_length=16)),
                    ('body', models.TextField()),
                    ('format', models.CharField(choices=[('markdown', 'Markdown'), ('html', 'Html')], default=rustok_content.dto.nodes.BodyFormat['MARKDOWN'], max_length=16)),
                    ('html', models.TextField(editable=False)),
                    ('text', models.TextField(editable=False)),
                    ('removed', models.JSONField(default=list, editable=False)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('node', rustok.tenancy.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='bodies', to='rustok_content.node')),
                ],
                options={
                    'verbose_name_plural': 'bodies',
                    'db_table': 'bodies',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'node', 'locale'), name='bodies_locale_uq')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='NodeTranslation',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                    ('kind', models.CharField(max_length=32)),
                    ('locale', models.CharField(max_length=16)),
                    ('title', models.CharField(max_length=255)),
                    ('slug', models.CharField(max_length=200)),
                    ('excerpt', models.TextField(blank=True, null=True)),
                    ('meta_title', models.CharField(blank=True, max_length=255, null=True)),
                    ('meta_description', models.CharField(blank=True, max_length=500, null=True)),
                    ('source_version', models.PositiveIntegerField(default=1, editable=False)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('updated_at', models.DateTimeField(auto_now=True)),
                    ('node', rustok.tenancy.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='translations', to='rustok_content.node')),
                ],
                options={
                    'db_table': 'node_translations',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'node', 'locale'), name='node_translations_locale_uq'), models.UniqueConstraint(fields=('tenant', 'kind', 'locale', 'slug'), name='node_translations_slug_uq')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Tag',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                    ('name', models.CharField(max_length=64)),
                    ('slug', models.CharField(max_length=80)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'db_table': 'tags',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'slug'), name='tags_tenant_slug_uq')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='NodeTag',
                fields=[
                    ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                    ('tenant', rustok.tenancy.fields.TenantKey()),
                    ('node', rustok.tenancy.fields.TenantForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='node_tags', to='rustok_content.node')),
                    ('tag', rustok.tenancy.fields.TenantForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='node_tags', to='rustok_content.tag')),
                ],
                options={
                    'db_table': 'node_tags',
                    'abstract': False,
                    'base_manager_name': 'objects',
                    'constraints': [models.UniqueConstraint(fields=('tenant', 'node', 'tag'), name='node_tags_node_tag_uq')],
                    'indexes': [],
                },
            ),
        ]),
    ]
