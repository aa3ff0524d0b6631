import django.contrib.postgres.fields
import django.db.models.functions.datetime
import rustok.ids
import rustok.tenancy.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_index', '0001_initial'),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndexAttribute',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
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
                ('attribute_id', models.UUIDField()),
                ('slug', models.CharField(max_length=255)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('is_filterable', models.BooleanField()),
                ('position', models.IntegerField()),
            ],
            options={
                'verbose_name': 'attribute document',
                'db_table': 'index_attributes',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'attribute_id', 'locale'), name='index_attributes_entity_uq')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='IndexChannel',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
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
                ('channel_id', models.UUIDField()),
                ('slug', models.CharField(max_length=255)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('currencies', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), size=None)),
                ('is_default', models.BooleanField()),
                ('position', models.IntegerField()),
            ],
            options={
                'verbose_name': 'channel document',
                'db_table': 'index_channels',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'channel_id', 'locale'), name='index_channels_entity_uq')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='IndexCollection',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
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
                ('collection_id', models.UUIDField()),
                ('slug', models.CharField(max_length=255)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('position', models.IntegerField()),
            ],
            options={
                'verbose_name': 'collection document',
                'db_table': 'index_collections',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'collection_id', 'locale'), name='index_collections_entity_uq')],
                'indexes': [models.Index(fields=['tenant', 'locale', 'slug'], name='index_collections_slug_ix')],
            },
        ),
        migrations.CreateModel(
            name='IndexProductHandle',
            fields=[
                ('id', models.UUIDField(default=rustok.ids.generate_id, editable=False, primary_key=True, serialize=False)),
                ('tenant', rustok.tenancy.fields.TenantKey()),
                ('product_id', models.UUIDField()),
                ('locale', models.CharField(max_length=16)),
                ('handle', models.CharField(max_length=255)),
                ('is_current', models.BooleanField()),
            ],
            options={
                'db_table': 'index_product_handles',
                'abstract': False,
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('tenant', 'product_id', 'locale', 'handle'), name='index_product_handles_entity_uq')],
                'indexes': [models.Index(fields=['tenant', 'handle'], name='index_product_handles_ix')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='indexproductlisting',
            name='index_product_listings_entity_uq',
        ),
        migrations.RemoveIndex(
            model_name='indexproduct',
            name='index_products_handle_ix',
        ),
        migrations.RemoveIndex(
            model_name='indexproductlisting',
            name='index_product_listings_p_ix',
        ),
        migrations.RemoveIndex(
            model_name='indexproductlisting',
            name='index_product_listings_d_ix',
        ),
        migrations.RemoveIndex(
            model_name='indexproductlisting',
            name='index_product_listings_c_ix',
        ),
        migrations.RemoveIndex(
            model_name='indexproductlisting',
            name='index_product_listings_t_ix',
        ),
        migrations.RemoveIndex(
            model_name='indexproductlisting',
            name='index_product_listings_o_ix',
        ),
        migrations.AlterModelOptions(
            name='indexcategory',
            options={'base_manager_name': 'objects', 'verbose_name': 'category document'},
        ),
        migrations.AlterModelOptions(
            name='indexcontent',
            options={'base_manager_name': 'objects', 'verbose_name': 'content document'},
        ),
        migrations.AlterModelOptions(
            name='indexproduct',
            options={'base_manager_name': 'objects', 'verbose_name': 'product document'},
        ),
        migrations.RenameField(
            model_name='indexproductlisting',
            old_name='category_id',
            new_name='group_id',
        ),
        migrations.RemoveField(
            model_name='indexproduct',
            name='currencies',
        ),
        migrations.AddField(
            model_name='indexproduct',
            name='channels',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indexproduct',
            name='collections',
            field=models.JSONField(default=dict),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indexproduct',
            name='former_handles',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='indexproductlisting',
            name='channel',
            field=models.CharField(default='default', max_length=63),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='indexproductlisting',
            index=models.Index(fields=['tenant', 'locale', 'channel', 'group_id', 'currency', 'price', 'product_id'], name='index_product_listings_p_ix'),
        ),
        migrations.AddIndex(
            model_name='indexproductlisting',
            index=models.Index(fields=['tenant', 'locale', 'channel', 'group_id', 'currency', 'price_descending', 'product_id'], name='index_product_listings_d_ix'),
        ),
        migrations.AddIndex(
            model_name='indexproductlisting',
            index=models.Index(fields=['tenant', 'locale', 'channel', 'group_id', 'currency', 'created_at', 'product_id'], name='index_product_listings_c_ix'),
        ),
        migrations.AddIndex(
            model_name='indexproductlisting',
            index=models.Index(fields=['tenant', 'locale', 'channel', 'group_id', 'currency', 'title', 'product_id'], name='index_product_listings_t_ix'),
        ),
        migrations.AddIndex(
            model_name='indexproductlisting',
            index=models.Index(fields=['tenant', 'locale', 'channel', 'group_id', 'currency', 'position', 'product_id'], name='index_product_listings_o_ix'),
        ),
        migrations.AddConstraint(
            model_name='indexproductlisting',
            constraint=models.UniqueConstraint(fields=('tenant', 'product_id', 'locale', 'channel', 'group_id', 'currency'), name='index_product_listings_entity_uq'),
        ),
    ]
