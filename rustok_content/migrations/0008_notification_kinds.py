"""List notifications in the order of what happened; tell of what was written where somebody watches."""

import rustok.ids
from django.db import migrations, models

from rustok.tenancy.operations import Together


class Migration(migrations.Migration):

    dependencies = [
        ('rustok_content', "0007_thread_authors"),
        ('rustok_tenancy', '0002_policies'),
    ]

    operations = [
        Together(
            [
        migrations.RemoveIndex(
            model_name='notification',
            name='notifications_user_ix',
        ),
        migrations.AlterField(
            model_name='notification',
            name='kind',
            field=models.CharField(choices=[('reply', 'Reply'), ('mention', 'Mention'), ('quote', 'Quote'), ('watched', 'Watched'), ('reaction', 'Reaction'), ('new_topic', 'New_Topic'), ('solved', 'Solved'), ('moderation', 'Moderation'), ('submission', 'Submission')], max_length=16),
        ),
        migrations.AlterField(
            model_name='notification',
            name='source_id',
            field=models.UUIDField(default=rustok.ids.generate_id),
        ),
        migrations.AlterField(
            model_name='notificationsource',
            name='kind',
            field=models.CharField(choices=[('reply', 'Reply'), ('mention', 'Mention'), ('quote', 'Quote'), ('watched', 'Watched'), ('reaction', 'Reaction'), ('new_topic', 'New_Topic'), ('solved', 'Solved'), ('moderation', 'Moderation'), ('submission', 'Submission')], max_length=16),
        ),
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(fields=['tenant', 'user_id', 'source_id'], name='notifications_user_ix'),
        ),
            ]
        ),
    ]
