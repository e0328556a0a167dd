"""What this zone keeps of persons (個人情報ファイル簿), and how what is no longer needed is destroyed (保存期間, 廃棄)."""
